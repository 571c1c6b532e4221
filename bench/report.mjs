import { cpus, loadavg } from 'node:os'
import { median } from './median.mjs'

/** The Markdown table of one case: medians, with the least and the most of what is relative to raw. */
export function table({ title, contestants, guests, figures }, rounds) {
  const playing = [...contestants, ...guests].filter((name) => rounds[0][name])
  const rows = playing.map((name) => line([name, ...figures.map((figure) => cell(figure, name, rounds))]))
  const targets = line(['*target*', ...figures.map(targetOf)])
  const head = ['', ...figures.map((figure) => figure.title)]
  const errors = playing.flatMap((name) => complaint(name, rounds))
  const played = `Rounds: ${rounds.length}.`
  return [`## ${title}`, '', played, '', line(head), line(head.map(() => '---')), ...rows, targets, '', ...errors].join(
    '\n',
  )
}

function complaint(name, rounds) {
  const thrown = rounds.flatMap((samples) => samples[name]?.errors ?? [])
  const { first } = thrown.find(({ count }) => count > 0) ?? {}
  return first ? [`${name} threw errors, ${median(thrown.map(({ count }) => count))} a run: ${first}`, ''] : []
}

/** All of bench/RESULTS.md. */
export function describe(sections, browserVersion) {
  const verdicts = sections.flatMap(({ case: one, rounds }) =>
    one.figures
      .filter((figure) => targetOf(figure))
      .map((figure) => {
        const values = valuesOf(figure, 'wirehooks', rounds)
        const verdict = keeps(figure, values) ? 'ok' : '**over**'
        return line([one.title, figure.title, targetOf(figure), cell(figure, 'wirehooks', rounds), verdict])
      }),
  )
  return [
    '# What it costs',
    '',
    `Written by \`npm run bench\` on ${new Date().toISOString().slice(0, 10)}: ${machine()}, ${browserVersion}, Node`,
    `${process.version}, React in production mode. To run it again: \`npm run bench\` (\`-- --rounds 30\` for more rounds,`,
    '`-- --only burst,wirehooks` for some cases or contestants, which leaves this file alone).',
    '',
    'The median of many rounds, and beside what is relative to raw the least and the most of them. In each round the',
    'contestants take turns in one page, and are compared to raw in the same round; the first round only warms up. CPU is',
    "the CPU time of the page's main thread. Raw is a bare `WebSocket` without React that writes to the document by hand",
    'once a frame; the ceiling is the least one could write by hand with React and zustand. The other libraries, which have',
    'no targets here, take part in the first five rounds.',
    '',
    '## wirehooks and its targets',
    '',
    line(['case', 'figure', 'target', 'wirehooks', '']),
    line(['---', '---', '---', '---', '---']),
    ...verdicts,
    '',
    ...sections.map(({ case: one, rounds }) => table(one, rounds)),
  ].join('\n')
}

const valuesOf = (figure, name, rounds) =>
  rounds.filter((samples) => samples[name]).map((samples) => figure.value(samples[name], samples))

function cell(figure, name, rounds) {
  const values = valuesOf(figure, name, rounds)
  const text = `${format(figure, median(values))}${figure.unit ? ` ${figure.unit}` : ''}`
  const range = `${format(figure, Math.min(...values))} to ${format(figure, Math.max(...values))}`
  return figure.spread && name !== 'raw' ? `${text} (${range})` : text
}

function format({ digits = 0 }, value) {
  return value.toLocaleString('en', {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
    signDisplay: 'negative',
  })
}

function targetOf(figure) {
  const unit = figure.unit ? ` ${figure.unit}` : ''
  if (figure.atMost !== undefined) return `at most ${figure.atMost.toLocaleString('en')}${unit}`
  if (figure.exactly !== undefined) return figure.exactly.toLocaleString('en')
  return ''
}

/** A most is kept in the median; an exact count in every round. */
function keeps({ atMost, exactly }, values) {
  return atMost === undefined ? values.every((value) => value === exactly) : median(values) <= atMost
}

const line = (cells) => `| ${cells.join(' | ')} |`

const machine = () => `${cpus().length} cores (${process.platform}, load average ${loadavg()[1].toFixed(1)})`
