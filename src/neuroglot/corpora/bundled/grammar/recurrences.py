"""Functions of numbers by recurrence: sequences, powers, divisors."""

from __future__ import annotations

from neuroglot.corpora.bundled.grammar.whole import Whole, whole

RECURRENCES: tuple[Whole, ...] = (
    whole("factorial", "n",
        "Compute the product of the integers from 1 to n.|Return n factorial.",
        "range:0:10",
        """def factorial_of(n: int) -> int:
    result = 1
    for i in range(2, n + 1):
        result *= i
    return result""",
        """def factorial_of(n: int) -> int:
    return 1 if n == 0 else n * factorial_of(n - 1)"""),
    whole("fibonacci", "n",
        "Return the n-th Fibonacci number, counting from 0 with the values 0 and 1.|Compute the Fibonacci number "
        "with index n (index 0 gives 0).",
        "range:0:20",
        """def fibonacci_number(n: int) -> int:
    previous = 0
    current = 1
    for i in range(0, n):
        previous, current = current, previous + current
    return previous""",
        """def fibonacci_number(n: int) -> int:
    if n < 2:
        return n
    return fibonacci_number(n - 1) + fibonacci_number(n - 2)"""),
    whole("tribonacci", "n",
        "Return the n-th term of the sequence 0, 1, 1 in which every later term is the sum of the three terms "
        "before it.",
        "range:0:18",
        """def tribonacci_term(n: int) -> int:
    terms = ints()
    for i in range(0, n + 1):
        if i < 2:
            terms.append(i)
        elif i == 2:
            terms.append(1)
        else:
            terms.append(terms[i - 1] + terms[i - 2] + terms[i - 3])
    return terms[n]""",
        """def tribonacci_term(n: int) -> int:
    if n < 2:
        return n
    if n == 2:
        return 1
    return tribonacci_term(n - 1) + tribonacci_term(n - 2) + tribonacci_term(n - 3)"""),
    whole("pell", "n",
        "Return the n-th Pell number: 0, 1, and then twice the last term plus the one before it.|Compute the n-th "
        "term of 0, 1, 2, 5, 12 where each term is twice the previous plus the one before.",
        "range:0:14",
        """def pell_number(n: int) -> int:
    older = 0
    newer = 1
    step = 0
    while step < n:
        older, newer = newer, 2 * newer + older
        step += 1
    return older""",
        """def pell_number(n: int) -> int:
    return n if n < 2 else 2 * pell_number(n - 1) + pell_number(n - 2)"""),
    whole("power", "n",
        "Raise base to the power exponent.|Compute base to the power of exponent without a library function.",
        "range:0:7 range:0:7",
        """def power_of(base: int, exponent: int) -> int:
    result = 1
    for i in range(0, exponent):
        result *= base
    return result""",
        """def power_of(base: int, exponent: int) -> int:
    if exponent == 0:
        return 1
    half = power_of(base, exponent // 2)
    return half * half if exponent % 2 == 0 else half * half * base"""),
    whole("modpower", "n",
        "Compute base to the power exponent modulo modulus.|Return the remainder of base raised to exponent when "
        "divided by modulus.",
        "range:1:20 range:0:25 range:2:97",
        """def modular_power(base: int, exponent: int, modulus: int) -> int:
    result = 1
    square = base % modulus
    left = exponent
    while left > 0:
        if left % 2 == 1:
            result = result * square % modulus
        square = square * square % modulus
        left //= 2
    return result""",
        """def modular_power(base: int, exponent: int, modulus: int) -> int:
    return fold(range(0, exponent), 1, lambda acc, i: acc * base % modulus)"""),
    whole("gcd", "n",
        "Find the greatest common divisor of a and b.|Return the largest integer that divides both a and b.",
        "range:1:90 range:1:90",
        """def common_divisor(a: int, b: int) -> int:
    while b != 0:
        a, b = b, a % b
    return a""",
        """def common_divisor(a: int, b: int) -> int:
    return last(filter(range(1, min2(a, b) + 1), lambda d: a % d == 0 and b % d == 0), 1)"""),
    whole("lcm", "n",
        "Find the least common multiple of a and b.|Return the smallest positive integer that both a and b divide.",
        "range:1:40 range:1:40",
        """def common_multiple(a: int, b: int) -> int:
    multiple = a
    while multiple % b != 0:
        multiple += a
    return multiple""",
        """def common_multiple(a: int, b: int) -> int:
    return a * head(filter(range(1, b + 1), lambda i: a * i % b == 0), b)"""),
)  # fmt: skip
