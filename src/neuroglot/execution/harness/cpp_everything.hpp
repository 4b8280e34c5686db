// For programs that include the whole library themselves; compiled once.
#include <bits/stdc++.h>
