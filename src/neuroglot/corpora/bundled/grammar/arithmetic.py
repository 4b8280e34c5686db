"""Functions of one number: digits, factors, Collatz."""

from __future__ import annotations

from neuroglot.corpora.bundled.grammar.whole import Whole, whole

ARITHMETIC: tuple[Whole, ...] = (
    whole("digit_product", "n",
        "Multiply the decimal digits of n.|Return the product of the digits of n.",
        "digits",
        """def digit_product(n: int) -> int:
    product = 1
    while n > 0:
        product *= n % 10
        n //= 10
    return product""",
        """def digit_product(n: int) -> int:
    return fold(digits(n), 1, lambda acc, d: acc * d)""",
        """def digit_product(n: int) -> int:
    return n if n < 10 else n % 10 * digit_product(n // 10)"""),
    whole("digital_root", "n",
        "Add the digits of n again and again until one digit is left, and return it.|Return the digital root of n.",
        "digits",
        """def digital_root(n: int) -> int:
    while n >= 10:
        total = 0
        while n > 0:
            total += n % 10
            n //= 10
        n = total
    return n""",
        """def digital_root(n: int) -> int:
    return n if n < 10 else digital_root(sum(digits(n)))"""),
    whole("largest_digit", "n",
        "Find the largest decimal digit of n.|Return the biggest digit in n.",
        "digits",
        """def largest_digit(n: int) -> int:
    biggest = 0
    while n > 0:
        if n % 10 > biggest:
            biggest = n % 10
        n //= 10
    return biggest""",
        """def largest_digit(n: int) -> int:
    return max(digits(n), 0)""",
        """def largest_digit(n: int) -> int:
    return n if n < 10 else max2(n % 10, largest_digit(n // 10))"""),
    whole("palindrome_number", "n",
        "Check whether n reads the same backwards in decimal.|Tell whether n is a palindromic number.",
        "range:1:999",
        """def is_palindrome_number(n: int) -> bool:
    rest = n
    turned = 0
    while rest > 0:
        turned = turned * 10 + rest % 10
        rest //= 10
    return turned == n""",
        """def is_palindrome_number(n: int) -> bool:
    return srev(str(n)) == str(n)"""),
    whole("power_of", "n",
        "Check whether n is a power of base, where 1 counts as one.|Tell whether n equals base multiplied by "
        "itself some number of times (or 1).",
        "range:1:30 range:2:4",
        """def is_power_of(n: int, base: int) -> bool:
    power = 1
    while power < n:
        power *= base
    return power == n""",
        """def is_power_of(n: int, base: int) -> bool:
    if n == 1:
        return True
    return n % base == 0 and is_power_of(n // base, base)"""),
    whole("perfect", "n",
        "Check whether n equals the sum of its proper divisors.|Tell whether n is a perfect number.",
        "range:2:30",
        """def is_perfect(n: int) -> bool:
    total = 1
    divisor = 2
    while divisor * divisor <= n:
        if n % divisor == 0:
            total += divisor
            if divisor * divisor != n:
                total += n // divisor
        divisor += 1
    return total == n""",
        """def is_perfect(n: int) -> bool:
    return sum(filter(range(1, n), lambda d: n % d == 0)) == n"""),
    whole("smallest_factor", "n",
        "Find the smallest divisor of n that is greater than 1.|Return the least prime factor of n.",
        "range:2:200",
        """def smallest_factor(n: int) -> int:
    divisor = 2
    while n % divisor != 0:
        divisor += 1
    return divisor""",
        """def smallest_factor(n: int) -> int:
    return head(filter(range(2, n + 1), lambda d: n % d == 0), n)"""),
    whole("prime_factors", "n",
        "List the prime factors of n in ascending order, repeated as often as they divide n.|Return the prime "
        "factorization of n as a sorted list.",
        "range:2:400",
        """def prime_factors(n: int) -> ints:
    factors = ints()
    divisor = 2
    while n > 1:
        while n % divisor == 0:
            factors.append(divisor)
            n //= divisor
        divisor += 1
    return factors""",
        """def prime_factors(n: int) -> ints:
    if n == 1:
        return ints()
    smallest = head(filter(range(2, n + 1), lambda d: n % d == 0), n)
    return single(smallest) + prime_factors(n // smallest)"""),
    whole("collatz_list", "n",
        "List the Collatz sequence from n down to 1: halve even numbers, and triple odd ones and add 1.",
        "range:1:30",
        """def collatz_sequence(n: int) -> ints:
    sequence = ints()
    while n != 1:
        sequence.append(n)
        n = n // 2 if n % 2 == 0 else 3 * n + 1
    sequence.append(1)
    return sequence""",
        """def collatz_sequence(n: int) -> ints:
    if n == 1:
        return single(1)
    return single(n) + collatz_sequence(n // 2 if n % 2 == 0 else 3 * n + 1)"""),
    whole("collatz_peak", "n",
        "Find the largest number in the Collatz sequence that starts at n.",
        "range:1:60",
        """def collatz_peak(n: int) -> int:
    peak = n
    while n > 1:
        if n % 2 == 0:
            n //= 2
        else:
            n = 3 * n + 1
        if n > peak:
            peak = n
    return peak""",
        """def collatz_peak(n: int) -> int:
    if n == 1:
        return 1
    return max2(n, collatz_peak(n // 2 if n % 2 == 0 else 3 * n + 1))"""),
)  # fmt: skip
