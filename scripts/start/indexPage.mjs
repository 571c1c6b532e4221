import { fileURLToPath } from 'node:url'

/** For Vite: one page that leads to all the others, each `{ title, about, url }`. */
export function createIndexPage(links) {
  return {
    root: fileURLToPath(new URL('.', import.meta.url)),
    configFile: false,
    plugins: [
      {
        name: 'links',
        transformIndexHtml: (html) => html.replace('<!-- links -->', links().map(entry).join('\n      ')),
      },
    ],
  }
}

function entry({ title, about, url }) {
  return `<li><a href="${escape(url)}">${escape(title)}</a><p>${escape(about)}</p></li>`
}

function escape(text) {
  return text.replace(/[&<"]/g, (character) => `&#${character.charCodeAt(0)};`)
}
