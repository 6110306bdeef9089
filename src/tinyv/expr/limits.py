"""Counted budgets. They bound work the same way on every machine; no clock is ever asked."""


class OverBudget(Exception):
    """Work would pass a named budget; the verdict is then undecided, with this as its failure."""


MAX_CHARS = 6_000  # of an answer or a reference; a final answer that is longer is not an answer
MAX_TOKENS = 3_000
MAX_DEPTH = 48  # of nested groups; the deepest honest answers stay under 12
MAX_BITS = 20_000  # of an exact rational; 1/2004! has 19,000
MAX_FACTORIAL = 2_500  # exact; beyond it the gamma function's ball serves
MAX_TERMS = 2_000  # of a polynomial, a sum or a product written out
MAX_STEPS = 40_000  # of one comparison, counted in visited nodes
MAX_ITEMS = 1_000  # of a collection
