/** What a test runner hands to a matcher as `this`: the part that Vitest and Jest have in common, and that is used here. */
export interface MatcherContext {
  readonly isNot?: boolean | undefined
  /** `resolves`, `rejects`, or an empty text. */
  readonly promise?: string | undefined
  readonly customTesters: readonly EqualityTester[]
  equals(one: unknown, other: unknown, testers?: EqualityTester[]): boolean
  readonly utils: {
    /** How two values differ, line by line. Not a text where the runner has nothing to say. */
    diff(expected: unknown, received: unknown, options?: DiffColors): string | null | undefined
    /** The call as it stands in the test: `expect(fake).not.toHaveSent(event, data)`. */
    matcherHint(name: string, received: string, expected: string, options: HintOptions): string
    EXPECTED_COLOR(text: string): string
    RECEIVED_COLOR(text: string): string
    readonly iterableEquality: EqualityTester
  }
}

/** Says whether two values are equal, or `undefined` where it knows nothing of their kind. */
export type EqualityTester = (one: unknown, other: unknown, ...more: never[]) => boolean | undefined

type DiffColors = Readonly<Record<'aColor' | 'bColor' | 'changeColor' | 'commonColor' | 'patchColor', Color>>
type Color = (text: string) => string

interface HintOptions {
  readonly isNot?: boolean
  readonly promise?: string
}

/** What a matcher gives back. `message` is all that a runner shows: Jest looks at nothing else. */
export interface MatcherResult {
  readonly pass: boolean
  message(): string
}

/** A message of a matcher: the call, and what became of it. */
export function report(
  { utils, isNot = false, promise = '' }: MatcherContext,
  call: { readonly matcher: string; readonly received: string; readonly expected: string },
  lines: readonly string[],
): string {
  const hint = utils.matcherHint(call.matcher, call.received, call.expected, { isNot, promise })
  return [hint, '', ...lines].join('\n')
}
