"""Footnote inside other people's programs: langchain's runnable and retriever, the Model Context Protocol."""
