// What HumanEval-X's own harness puts before every C++ program; compiled once.
#include <stdlib.h>
#include <algorithm>
#include <math.h>
#include <stdio.h>
#include <vector>
#include <string>
#include <climits>
#include <cstring>
#include <iostream>
