#!/usr/bin/env php
<?xml version="1.0"?>
<p>function no() { }</p>
<?php
/* Copyright 2020 Somebody. */
declare(strict_types=1);

namespace Books\Accounts;

use Books\{Entry, Store as S};
use function strlen;
use const PHP_EOL;

const LIMIT = 10;

/**
 * Keeps entries. It is not safe.
 *
 * @template T
 */
#[Table(name: '}', keys: ['a'])]
abstract class Ledger extends \Base\Store implements Countable, Named
{
    use Logs, Counts {
        Logs::log as protected traitLog;
    }
    use Plain;

    /** A brace. */
    public const BRACE = '}', TEXT = "{$a["}"]} function no() {";
    private ?array $entries = ['}' => [1, 2]], $more;
    public static int|string $count = 0;
    public string $hooked { get => $this->x; set { $this->x = $value; } }
    private const SQL = <<<SQL
        function no() { }
        SQL_NOT
        SQL . <<<'RAW'
    { "
    RAW, OTHER = 1;

    public function __construct(
        private readonly int $size, // function no() {
        protected array $list = [],
    ) {
    }

    // Books an entry.
    #[Pure] #[Other]
    final public static function &post(Entry $entry, ?string ...$names): static|null
    {
        function hidden() { }
        $f = function ($x) use ($entry) { return $x; };
        $g = fn($x) => $x; # comment { ?> <b>{</b> <?php
        $o = new class(1) extends Base { public function none() { } };
        return match (true) { default => "}" };
    }

    abstract protected function missing(): int;
    public function list(): array { return `ls {`; }
    function plain() { if ($x) { ?>
        <p>don't function no() {</p>
    <?php } }
}

interface Named { const A = 1; public function name(): string; }
trait Counts { private static $n = 0; public static function count(): int { return self::$n; } }
enum Suit: string implements Named
{
    case Hearts = 'H';
    case Spades = 'S';
    const Wild = self::Spades;
    public static function of(string $s): self { return self::from($s); }
}
Final readonly Class Point { PUBLIC function __construct(public int $x = 0) {} }

if (!function_exists('helper')) {
    // Helps.
    function helper(int ...$x): void { }
} else {
    $x = 1;
}
while ($x): function looped() { } endwhile;

$enum = enum($x);
$closure = static function () { function no2() { } };
class_alias(A::class, 'B') ?>
<p>it's <?= $x ?></p>
<?php function after() { }

class Broken
{
    public function unclosed(int $a {
    }
    public function next() { }
}
