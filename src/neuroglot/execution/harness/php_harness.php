<?php
// Runs one program: `php php_harness.php PROGRAM`, the nonce on standard input; prints it when the program has ended.
// On failure it prints `@verdict KIND DETAIL` as the last line on standard error and exits with 1.

final class NeuroglotHarness
{
    public static $reached = false;
    private static $nonce = '';

    public static function begin(): void
    {
        self::$nonce = fread(STDIN, 33);
        ini_set('zend.assertions', '1');
    }

    public static function fail(string $kind, Throwable $error): void
    {
        self::stop($kind, get_class($error) . ': ' . $error->getMessage());
    }

    private static function stop(string $kind, string $detail): void
    {
        $text = preg_replace('/\s+/', ' ', $detail);
        fwrite(STDERR, "\n@verdict $kind " . substr((string) $text, 0, 600) . "\n");
        exit(1);
    }

    public static function end(): void
    {
        if (!self::$reached) {
            self::stop('early', 'the end of the text was not reached, or is not PHP');
        }
        if (ini_get('assert.exception') !== '1' || ini_get('zend.assertions') !== '1') {
            self::stop('early', 'assertions were switched off');
        }
        fwrite(STDOUT, "\n" . self::$nonce . "\n");
    }
}

NeuroglotHarness::begin();
array_shift($argv);
$argc = 1;
$_SERVER['argv'] = $argv;
$_SERVER['PHP_SELF'] = $_SERVER['SCRIPT_NAME'] = $_SERVER['SCRIPT_FILENAME'] = $argv[0];
try {
    require $argv[0];
} catch (AssertionError $error) {
    NeuroglotHarness::fail('wrong', $error);
} catch (ParseError $error) {
    NeuroglotHarness::fail('compile', $error);
} catch (Throwable $error) {
    NeuroglotHarness::fail('exception', $error);
}
NeuroglotHarness::end();
