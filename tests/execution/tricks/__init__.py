"""Programs that could pass though they shouldn't, or fail though they shouldn't: one module a language.

Each has RIGHT and WRONG, which go by TEST (f(1) is 2), and CASES: name -> (code, test, the statuses it may end with).
"""
