// Copyright 2020 Somebody.

import { Entry } from "./entry";
import type {
  Store,
} from './store'
export * from "./other"

/** An amount of money. */
export type Cents = number | {
  value: number
}
type Pair<A, B = {}> = [A, B]

/**
 * Keeps entries. It is not safe.
 * @example post({})
 */
@sealed({ deep: "}" })
export abstract class Ledger<T extends { id: string } = { id: "x" }> extends Base<{ a: 1 }> implements Store {
  private readonly entries: T[] = []
  static count = 0;
  #secret = /[/}]"/.test("}") ? 1 : 2

  constructor(private store: Store, public name = `a${`b${"}"}`}{`) { super() }

  abstract size(): number
  /** Books an entry. */
  @log() async post(entry: T): Promise<{ ok: boolean }> {
    function closure() {}
    class Local { hidden() {} }
    const f = () => 1
    return { ok: true }
  }
  get total(): Cents { return this.a / 2 / 1 }
  set total(v) {}
  *[Symbol.iterator]() { yield 1 }
  handler = (e: Event): void => {
    this.post(e)
  }
  over(a: string): void
  over(a: number): void
  over(a: any) { }
  static { init() }
  "quoted-name"() {}
  get() { return 1 }
  static = 4
  last<K extends keyof T>(k: K): k is K { return true }
}

export interface Reader extends Other<{ a: 1 }> { read(): { a: number }; close: () => void }

enum Color { Red, Green = "}" }
export const enum Flag { A }

declare module "ambient" {
  export function declared(): void
  interface Inside {}
}

namespace Outer.Inner {
  export function inner() {}
  namespace Deep { export const arrow = async <T,>(x: T): Promise<Map<T, T>> => x }
}

function over(a: string): string
function over(a: number): number
function over(a: any): { b: any } { return a }

export default function (a, b) { return a }
export const limit = 10, create = <
  A,
  B = any,
>(a: A): Map<A, B> => ({ a })
const small = 1
export const table = {
  one: 1,
  two(a) { return a },
  three: async function* () {},
  four: x => x,
} as const
const element = x => <div title="a">it's {x} </div>
function after() {}

function broken(a: {
