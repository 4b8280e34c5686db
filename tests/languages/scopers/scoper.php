<?php
// Prints the names that each PHP file declares, by PHP's own tokens: one file a line.
$declares = [T_FUNCTION, T_CLASS, T_INTERFACE, T_TRAIT, T_CONST, T_CASE];
if (defined('T_ENUM')) {
    $declares[] = T_ENUM;
}
foreach (array_slice($argv, 1) as $file) {
    $names = [];
    $tokens = array_values(array_filter(
        token_get_all(file_get_contents($file)),
        fn($one) => !is_array($one) || !in_array($one[0], [T_WHITESPACE, T_COMMENT, T_DOC_COMMENT], true),
    ));
    foreach ($tokens as $place => $token) {
        if (!is_array($token)) {
            continue;
        }
        if ($token[0] === T_VARIABLE && $token[1] !== '$this') {
            $names[substr($token[1], 1)] = true;
        }
        $before = $tokens[$place - 1] ?? null;
        $before = $before === '&' ? ($tokens[$place - 2] ?? null) : $before;
        if ($token[0] === T_STRING && is_array($before) && in_array($before[0], $declares, true)) {
            $names[$token[1]] = true;
        }
    }
    ksort($names);
    echo implode(' ', array_keys($names)), "\n";
}
