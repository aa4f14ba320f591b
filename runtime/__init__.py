"""Starts and stops what the project runs on. Standard library only."""
