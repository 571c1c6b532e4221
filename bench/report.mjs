import { cpus } from 'node:os'
import { median } from './median.mjs'

/** The Markdown table of one case: the median of all rounds, for ratios with the least and the most of them. */
export function table({ title, contestants, figures }, rounds) {
  const playing = contestants.filter((name) => rounds[0][name])
  const head = ['', ...figures.map((figure) => figure.title)]
  const rows = playing.map((name) => [name, ...figures.map((figure) => cell(figure, name, rounds))])
  const targets = ['*target*', ...figures.map((figure) => targetOf(figure))]
  return [`## ${title}`, '', line(head), line(head.map(() => '---')), ...rows.map(line), line(targets), ''].join('\n')
}

/** All of bench/RESULTS.md. */
export function describe(sections, browserVersion) {
  const verdicts = sections.flatMap(({ case: one, rounds }) =>
    one.figures.filter(targetOf).map((figure) => {
      const values = valuesOf(figure, 'wirehooks', rounds)
      const verdict = keeps(figure, values) ? 'ok' : '**over**'
      return line([one.title, figure.title, targetOf(figure), cell(figure, 'wirehooks', rounds), verdict])
    }),
  )
  return [
    '# What it costs',
    '',
    `Written by \`npm run bench\` on ${new Date().toISOString().slice(0, 10)}: ${machine()}, ${browserVersion}, Node`,
    `${process.version}, React in production mode. To run it again: \`npm run bench\` (\`-- --rounds 9\` for more rounds,`,
    '`-- --only burst,wirehooks` for some cases or contestants, which leaves this file alone).',
    '',
    `Medians of ${sections[0].rounds.length} rounds after one to warm up; beside a ratio or a difference (the least to the most of them). In each round`,
    'the contestants take turns in one page, and every ratio is to raw in the same round. CPU is the CPU time of the',
    "page's main thread. Raw is a bare `WebSocket` that writes to the document by hand once a frame, without React; the",
    'ceiling is the least one could write by hand with zustand and React.',
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

const valuesOf = (figure, name, rounds) => rounds.map((samples) => figure.value(samples[name], samples))

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

const machine = () => `${cpus().length} cores of a shared ${process.platform} machine`
