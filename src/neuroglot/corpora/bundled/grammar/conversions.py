"""Number systems, counting, and decisions on numbers."""

from __future__ import annotations

from neuroglot.corpora.bundled.grammar.whole import Whole, whole

CONVERSIONS: tuple[Whole, ...] = (
    whole("binary", "n",
        "Write n in binary, without leading zeros.|Convert n to a string of binary digits.",
        "range:0:300",
        """def to_binary(n: int) -> str:
    if n == 0:
        return '0'
    text = ''
    while n > 0:
        text = str(n % 2) + text
        n //= 2
    return text""",
        """def to_binary(n: int) -> str:
    if n < 2:
        return str(n)
    return to_binary(n // 2) + str(n % 2)"""),
    whole("base_digits", "n",
        "Return how many digits n has when written in the given base.|Count the digits of n in base base.",
        "range:0:900 range:2:10",
        """def digits_in_base(n: int, base: int) -> int:
    length = 1
    while n >= base:
        n //= base
        length += 1
    return length""",
        """def digits_in_base(n: int, base: int) -> int:
    return 1 if n < base else 1 + digits_in_base(n // base, base)"""),
    whole("from_bits", "text",
        "Convert a string of binary digits to the number that it stands for.|Return the value of a binary string; "
        "the empty string has the value 0.",
        "bits",
        """def parse_binary(text: str) -> int:
    value = 0
    for symbol in text:
        value = value * 2 + digit(symbol)
    return value""",
        """def parse_binary(text: str) -> int:
    return fold(map(chars(text), lambda c: digit(c)), 0, lambda acc, bit: acc * 2 + bit)"""),
    whole("triangle", "n",
        "Return the sum of the integers from 1 to n.|Compute the n-th triangular number.",
        "range:0:90",
        """def triangular_number(n: int) -> int:
    total = 0
    for i in range(1, n + 1):
        total += i
    return total""",
        """def triangular_number(n: int) -> int:
    return n * (n + 1) // 2""",
        """def triangular_number(n: int) -> int:
    return 0 if n == 0 else n + triangular_number(n - 1)"""),
    whole("binomial", "n",
        "Count the ways to choose k of n things.|Compute the binomial coefficient n over k.",
        "range:5:13 range:0:5",
        """def choose_count(n: int, k: int) -> int:
    result = 1
    for i in range(0, k):
        result = result * (n - i) // (i + 1)
    return result""",
        """def choose_count(n: int, k: int) -> int:
    if k == 0 or k == n:
        return 1
    return choose_count(n - 1, k - 1) + choose_count(n - 1, k)"""),
    whole("square_root", "n",
        "Find the largest integer whose square is at most n.|Return the integer square root of n.",
        "range:0:600",
        """def integer_root(n: int) -> int:
    root = 0
    while (root + 1) * (root + 1) <= n:
        root += 1
    return root""",
        """def integer_root(n: int) -> int:
    low = 0
    high = n + 1
    while high - low > 1:
        middle = (low + high) // 2
        if middle * middle <= n:
            low = middle
        else:
            high = middle
    return low"""),
    whole("ackermann_like", "n",
        "Compute f(n), where f(n) is 2 for n below 3 and otherwise f(n - 1) plus f(n // 2).|Evaluate the "
        "recurrence f(n) = f(n - 1) + f(n // 2) with f(n) = 2 below 3.",
        "range:0:22",
        """def half_recurrence(n: int) -> int:
    table = ints()
    for i in range(0, n + 1):
        if i < 3:
            table.append(2)
        else:
            table.append(table[i - 1] + table[i // 2])
    return table[n]""",
        """def half_recurrence(n: int) -> int:
    return 2 if n < 3 else half_recurrence(n - 1) + half_recurrence(n // 2)"""),
    whole("classify", "n",
        'Return "fizzbuzz" for multiples of 15, "fizz" for multiples of 3, "buzz" for multiples of 5, and the '
        "number as text otherwise.",
        "range:1:60",
        """def fizz_word(n: int) -> str:
    if n % 15 == 0:
        return 'fizzbuzz'
    if n % 3 == 0:
        return 'fizz'
    if n % 5 == 0:
        return 'buzz'
    return str(n)""",
        """def fizz_word(n: int) -> str:
    word = ''
    if n % 3 == 0:
        word += 'fizz'
    if n % 5 == 0:
        word += 'buzz'
    return str(n) if word == '' else word"""),
    whole("grade", "n",
        'Grade a score: "A" from 45, "B" from 30, "C" from 15, and "D" below that.',
        "range:0:60",
        """def grade_score(score: int) -> str:
    if score >= 45:
        return 'A'
    elif score >= 30:
        return 'B'
    elif score >= 15:
        return 'C'
    return 'D'""",
        """def grade_score(score: int) -> str:
    return cstr('DCBA'[min2(score // 15, 3)])"""),
    whole("triangle_kind", "n",
        'Tell whether a triangle with sides a, b and c is "equilateral", "isosceles" or "scalene".',
        "range:3:6 range:3:6 range:3:6",
        """def triangle_kind(a: int, b: int, c: int) -> str:
    if a == b and b == c:
        return 'equilateral'
    if a == b or b == c or a == c:
        return 'isosceles'
    return 'scalene'""",
        """def triangle_kind(a: int, b: int, c: int) -> str:
    sides = len(uniq(single(a) + single(b) + single(c)))
    if sides == 1:
        return 'equilateral'
    return 'isosceles' if sides == 2 else 'scalene'"""),
    whole("leap", "n",
        "Check whether year is a leap year in the Gregorian calendar.|Tell whether a year is divisible by 4 but "
        "not by 100, or divisible by 400.",
        "year",
        """def is_leap_year(year: int) -> bool:
    if year % 400 == 0:
        return True
    if year % 100 == 0:
        return False
    return year % 4 == 0""",
        """def is_leap_year(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)"""),
    whole("median3", "n",
        "Return the middle one of three numbers.|Find the median of a, b and c.",
        "range:0:20 range:0:20 range:0:20",
        """def middle_of(a: int, b: int, c: int) -> int:
    if a > b:
        a, b = b, a
    if b > c:
        b, c = c, b
    return max2(a, b)""",
        """def middle_of(a: int, b: int, c: int) -> int:
    return a + b + c - min2(a, min2(b, c)) - max2(a, max2(b, c))"""),
)  # fmt: skip
