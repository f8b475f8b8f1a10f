"""The run-time verifier measured: sentences made false, sentences said otherwise, published pairs."""
