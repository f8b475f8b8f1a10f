"""What the offline judge looks at: a claim and its evidence -> signals; eval/judge.py weighs them."""
