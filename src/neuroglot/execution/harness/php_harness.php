<?php
// Runs one program: `php php_harness.php PROGRAM`, the nonce on standard input; prints it when the program has ended.
// On failure it prints `@verdict KIND DETAIL` as the last line on standard error and exits with 1.

final class NeuroglotHarness
{
    private static $nonce = '';

    public static function begin(): void
    {
        self::$nonce = fread(STDIN, 33);
        ini_set('zend.assertions', '1');
    }

    public static function fail(string $kind, Throwable $error): void
    {
        $text = preg_replace('/\s+/', ' ', get_class($error) . ': ' . $error->getMessage());
        fwrite(STDERR, "\n@verdict $kind " . substr((string) $text, 0, 600) . "\n");
        exit(1);
    }

    public static function end(): void
    {
        fwrite(STDOUT, "\n" . self::$nonce . "\n");
    }
}

NeuroglotHarness::begin();
try {
    require $argv[1];
} catch (AssertionError $error) {
    NeuroglotHarness::fail('wrong', $error);
} catch (ParseError $error) {
    NeuroglotHarness::fail('compile', $error);
} catch (Throwable $error) {
    NeuroglotHarness::fail('exception', $error);
}
NeuroglotHarness::end();
