import type { Timers } from './timers'
import { turns } from './turns'

export const colleagues = ['Linus', 'Margaret', 'Yuki'] as const

type Colleague = (typeof colleagues)[number]
type Remark = readonly [room: string, name: Colleague, text: string]

const mornings: readonly Remark[] = [
  ['lobby', 'Margaret', 'Morning! The release goes out at noon.'],
  ['lobby', 'Yuki', 'Release notes are ready, somebody please read them before I press the button.'],
  ['lobby', 'Linus', 'Reading.'],
  ['music', 'Yuki', 'Rain today, so it is piano.'],
  ['garden', 'Margaret', 'The tomatoes by the window need water.'],
  ['staff', 'Linus', 'Budget is in the usual place.'],
]

const smallTalk: readonly Remark[] = [
  ['lobby', 'Linus', 'Notes look good to me.'],
  ['lobby', 'Yuki', 'Then I tag it now.'],
  ['lobby', 'Margaret', 'Staging is green.'],
  ['garden', 'Yuki', 'Watered. The basil is taking over.'],
  ['lobby', 'Linus', 'Coffee, anybody?'],
  ['music', 'Linus', 'Volume up, please.'],
  ['lobby', 'Margaret', 'Two minutes to noon.'],
  ['lobby', 'Yuki', 'Pressed.'],
]

const answers: readonly (readonly [name: Colleague, text: string])[] = [
  ['Margaret', 'Got it, thank you.'],
  ['Yuki', 'Sounds right to me.'],
  ['Linus', 'On it.'],
]

/** In milliseconds: until somebody starts to type, for how long they do, and between two remarks. */
const pace = { notice: 400, write: 1100, remark: 7000 }

interface Mouth {
  say(room: string, name: string, text: string): void
  type(room: string, name: string): void
}

/** People who work here by the script above. */
export interface Colleagues {
  /** What was said before anybody came. */
  greet(): void
  /** Says something now and then, whether or not anybody hears it. */
  talk(): void
  /** Says something to what was just said. */
  answer(room: string): void
}

export function createColleagues(timers: Timers, { say, type }: Mouth): Colleagues {
  const nextRemark = turns(smallTalk)
  const nextAnswer = turns(answers)

  function write([room, name, text]: Remark): void {
    type(room, name)
    timers.after(pace.write, () => say(room, name, text))
  }

  return {
    greet() {
      for (const remark of mornings) say(...remark)
    },
    talk: () => timers.every(pace.remark, () => write(nextRemark())),
    answer(room) {
      timers.after(pace.notice, () => write([room, ...nextAnswer()]))
    },
  }
}
