"""Files in: each reader returns good rows and every problem it met."""
