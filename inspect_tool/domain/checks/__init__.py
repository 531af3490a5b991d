"""The compiler of plan and framework: every fault, before anything is done under them."""
