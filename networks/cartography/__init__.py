"""Maps drawn on the server from boundaries shipped with the project (data/README.md says where they come from)."""
