"""One module a format, each turning a file's bytes into an Extract; nothing here knows of folders or of Documents."""
