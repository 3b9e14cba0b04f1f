"""What `scripts/rehearse.py` is made of."""
