"""Everything that runs the project: services, supervisor, demonstration. Standard library only, no Django."""
