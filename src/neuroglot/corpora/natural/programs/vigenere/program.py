from itertools import cycle
from string import ascii_letters, ascii_lowercase, ascii_uppercase

MESSAGES = [
    ("Lemon", "Attack at dawn!"),
    ("KEY", "Don't panic: it's only 42 degrees, Celsius."),
    ("zebra", "The QUICK brown fox (jumps) over the lazy dog."),
    ("a", "Nothing changes here."),
    ("", "No key"),
    ("R2D2", "Beep"),
]


def key_shifts(key: str) -> list[int]:
    if not key:
        raise ValueError("the key is empty")
    for ch in key:
        if ch not in ascii_letters:
            raise ValueError(f"the key contains '{ch}'")
    return [ascii_lowercase.index(ch) for ch in key.lower()]


def vigenere(text: str, key: str, *, decrypt: bool = False) -> str:
    """Shift the letters of text by those of key; everything else is kept."""
    sign = -1 if decrypt else 1
    shifts = cycle(key_shifts(key))
    result = []
    for ch in text:
        for alphabet in (ascii_lowercase, ascii_uppercase):
            if ch in alphabet:
                position = alphabet.index(ch) + sign * next(shifts)
                ch = alphabet[position % 26]
                break
        result.append(ch)
    return "".join(result)


def main() -> None:
    for key, text in MESSAGES:
        try:
            secret = vigenere(text, key)
        except ValueError as exc:
            print(f'bad key "{key}": {exc}')
            continue
        back = vigenere(secret, key, decrypt=True)
        print(f"{key}: {secret}")
        print(f"  {back} [{'ok' if back == text else 'mismatch'}]")


if __name__ == "__main__":
    main()
