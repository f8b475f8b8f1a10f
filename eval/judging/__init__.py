"""What the offline judge looks at: a claim and its evidence -> signals; eval/judging/judge.py weighs them."""
