/** What a test runner hands to a matcher as `this`: the part that Vitest and Jest have in common, and that is used here. */
export interface MatcherContext {
  /** Whether the test wrote `not`. The runner turns the result round; a matcher needs it for its message alone. */
  readonly isNot?: boolean | undefined
  /** `resolves`, `rejects`, or an empty text. */
  readonly promise?: string | undefined
  /** Those that the user has added with `expect.addEqualityTesters`. */
  readonly customTesters: readonly EqualityTester[]
  /** As `toEqual` compares, with these testers. */
  equals(one: unknown, other: unknown, testers?: EqualityTester[]): boolean
  /** What the runner writes messages with. */
  readonly utils: {
    /** How two values differ, line by line. Not a text where the runner has nothing to say. */
    diff(expected: unknown, received: unknown, options?: DiffColors): string | null | undefined
    /** The call as it stands in the test: `expect(fake).not.toHaveSent(event, data)`. */
    matcherHint(name: string, received: string, expected: string, options: HintParts): string
    /** A text in the colour of what was expected. */
    EXPECTED_COLOR(text: string): string
    /** A text in the colour of what came. */
    RECEIVED_COLOR(text: string): string
    /** Compares sets, maps and their like. */
    readonly iterableEquality: EqualityTester
  }
}

/** Says whether two values are equal, or `undefined` where it knows nothing of their kind. */
export type EqualityTester = (one: unknown, other: unknown, ...more: never[]) => boolean | undefined

/** What the hint of a matcher shows besides its name. */
export interface HintParts {
  /** Whether it shows `not`. */
  readonly isNot?: boolean
  /** `resolves` or `rejects`, where it shows one. */
  readonly promise?: string
}

/** The colours of a difference. */
export type DiffColors = Readonly<
  Record<'aColor' | 'bColor' | 'changeColor' | 'commonColor' | 'patchColor', (text: string) => string>
>

/** What a matcher gives back. `message` is all that a runner shows: Jest looks at nothing else. */
export interface MatcherResult {
  /** Whether what was received is what the matcher asks for, without regard to `not`. */
  readonly pass: boolean
  /** What to show when the test fails. */
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
