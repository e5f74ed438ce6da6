"""What programs say, and what follows from them, under liquidity routing."""
