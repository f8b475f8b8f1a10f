"""The default engine: no language model, only sentences of the documents, or an abstention with its reason."""
