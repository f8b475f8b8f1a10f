"""Does it answer well? Cases, deterministic checks with reasons, a gate, and the times and memory it takes."""
