"""Functions that are no pipelines: each task in two or three truly different implementations.

HELPERS are those that pipelines call; the first text is the loop, the second the recursion (or another algorithm).
"""

from __future__ import annotations

HELPERS: dict[str, tuple[str, str]] = {
    "digit_sum": (
        """def digit_sum(n: int) -> int:
    total = 0
    while n > 0:
        total += n % 10
        n //= 10
    return total""",
        """def digit_sum(n: int) -> int:
    if n < 10:
        return n
    return n % 10 + digit_sum(n // 10)""",
    ),
    "is_prime": (
        """def is_prime(n: int) -> bool:
    if n < 2:
        return False
    divisor = 2
    while divisor * divisor <= n:
        if n % divisor == 0:
            return False
        divisor += 1
    return True""",
        """def is_prime(n: int) -> bool:
    return n > 1 and len(filter(range(1, n + 1), lambda d: n % d == 0)) == 2""",
    ),
    "reverse_digits": (
        """def reverse_digits(n: int) -> int:
    result = 0
    while n > 0:
        result = result * 10 + n % 10
        n //= 10
    return result""",
        """def reverse_digits(n: int) -> int:
    return fold(rev(digits(n)), 0, lambda acc, d: acc * 10 + d)""",
    ),
    "count_divisors": (
        """def count_divisors(n: int) -> int:
    found = 0
    for d in range(1, n + 1):
        if n % d == 0:
            found += 1
    return found""",
        """def count_divisors(n: int) -> int:
    return len(filter(range(1, n + 1), lambda d: n % d == 0))""",
    ),
    "gcd_of": (
        """def gcd_of(a: int, b: int) -> int:
    while b != 0:
        a, b = b, a % b
    return a""",
        """def gcd_of(a: int, b: int) -> int:
    return a if b == 0 else gcd_of(b, a % b)""",
    ),
    "collatz_steps": (
        """def collatz_steps(n: int) -> int:
    steps = 0
    while n > 1:
        if n % 2 == 0:
            n //= 2
        else:
            n = 3 * n + 1
        steps += 1
    return steps""",
        """def collatz_steps(n: int) -> int:
    if n <= 1:
        return 0
    return 1 + collatz_steps(n // 2 if n % 2 == 0 else 3 * n + 1)""",
    ),
    "count_bits": (
        """def count_bits(n: int) -> int:
    bits = 0
    while n > 0:
        bits += n % 2
        n //= 2
    return bits""",
        """def count_bits(n: int) -> int:
    if n == 0:
        return 0
    return n % 2 + count_bits(n // 2)""",
    ),
    "count_vowels": (
        """def count_vowels(word: str) -> int:
    found = 0
    for letter in word:
        if inset(letter, 'aeiou'):
            found += 1
    return found""",
        """def count_vowels(word: str) -> int:
    return len(filter(chars(word), lambda c: inset(c, 'aeiou')))""",
    ),
}

HELPER_TYPES: dict[str, str] = {name: texts[0].split("->")[1].split(":")[0].strip() for name, texts in HELPERS.items()}
