"""Finding evidence, beside the recipes others write."""
