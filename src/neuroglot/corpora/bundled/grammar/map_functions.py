"""Functions of maps from words to numbers."""

from __future__ import annotations

from neuroglot.corpora.bundled.grammar.whole import Whole, whole

MAP_FUNCTIONS: tuple[Whole, ...] = (
    whole("key_of_max", "map",
        "Find the key with the greatest value; of equal ones the alphabetically first, and an empty string for an "
        "empty map.|Return the name with the highest score (alphabetically first on a tie).",
        "scores",
        """def best_key(scores: counts) -> str:
    winner = ''
    for key in keys(scores):
        if winner == '' or mget(scores, key, 0) > mget(scores, winner, 0):
            winner = key
    return winner""",
        """def best_key(scores: counts) -> str:
    most = max(values(scores), 0)
    return head(keys(mfilter(scores, lambda k, v: v == most)), '')"""),
    whole("filter_map", "map",
        "Keep the entries of a map whose value is at least limit.|Return the part of stock with values of limit or "
        "more.",
        "scores range:5:25",
        """def keep_entries(stock: counts, limit: int) -> counts:
    kept = counts()
    for name, amount in stock:
        if amount >= limit:
            kept[name] = amount
    return kept""",
        """def keep_entries(stock: counts, limit: int) -> counts:
    return mfilter(stock, lambda k, v: v >= limit)"""),
    whole("scale_map", "map",
        "Multiply every value of a map by factor.|Return the map with its values scaled by factor.",
        "scores range:2:9",
        """def scale_entries(prices: counts, factor: int) -> counts:
    scaled = counts()
    for name, price in prices:
        scaled[name] = price * factor
    return scaled""",
        """def scale_entries(prices: counts, factor: int) -> counts:
    return mmap(prices, lambda k, v: v * factor)"""),
    whole("lookup_sum", "map",
        "Add up the prices of the items in a list, where an unknown item costs nothing.|Sum the values of the "
        "given names in a map, taking 0 for missing names.",
        "scores words",
        """def order_total(prices: counts, order: strs) -> int:
    total = 0
    for item in order:
        total += mget(prices, item, 0)
    return total""",
        """def order_total(prices: counts, order: strs) -> int:
    if len(order) == 0:
        return 0
    return mget(prices, order[0], 0) + order_total(prices, drop(order, 1))"""),
    whole("count_words", "map",
        "Count how often each word occurs in a sentence.|Return a map from the words of sentence to their numbers "
        "of occurrences.",
        "sentence",
        """def word_counts(sentence: str) -> counts:
    table = counts()
    for part in words(sentence):
        table[part] = mget(table, part, 0) + 1
    return table""",
        """def word_counts(sentence: str) -> counts:
    return tally(words(sentence))"""),
    whole("format_map", "map",
        "Write the entries of a map as key=value, sorted by key and separated by commas.|Return the sorted entries "
        "of stock as text.",
        "scores",
        """def show_entries(stock: counts) -> str:
    shown = ''
    for name in keys(stock):
        if shown != '':
            shown += ','
        shown += name + '=' + str(mget(stock, name, 0))
    return shown""",
        """def show_entries(stock: counts) -> str:
    return join(map(keys(stock), lambda k: k + '=' + str(mget(stock, k, 0))), ',')"""),
)  # fmt: skip
