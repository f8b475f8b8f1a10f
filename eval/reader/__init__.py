"""How the trained reader (app/extractive/reader.py) was made: its examples, its network, its training, its weights."""
