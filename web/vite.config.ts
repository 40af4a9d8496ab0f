import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig, type Plugin } from 'vite'
import { langTag, languageNames, languages, type Lang } from './src/lib/format'
import { folder, readMessages, webMessages } from './tools/messages.mjs'

const prefix = 'virtual:messages/'

// Links that need no script, as on the server's pages (src/api/http/page_shell.cc).
function languageLinks(lang: Lang, label: string): string {
  const links = languages.map((one) => {
    const short = one === 'zh' ? '中文' : one.toUpperCase()
    const current = one === lang ? ' aria-current="true"' : ''
    return (
      `<a lang="${langTag(one)}" hreflang="${langTag(one)}" href="/${one}/"${current}>` +
      `<span aria-hidden="true">${short}</span><span class="hidden">${languageNames[one]}</span></a>`
    )
  })
  return `<nav class="languages" aria-label="${label}">${links.join('')}</nav>`
}

function fillPage(html: string, lang: Lang): string {
  const texts: Record<string, string> = readMessages(lang)
  const own: Record<string, string> = { lang, tag: langTag(lang), languages: languageLinks(lang, texts['app.language']) }
  return html.replace(/%([a-z_.]+)%/g, (whole, key: string) => own[key] ?? texts[key] ?? whole)
}

// The texts of each language as a module of its own, and a page of each language that asks for them at once:
// {lang}.html. index.html is for everybody whose language is not known yet.
function messages(): Plugin {
  return {
    name: 'herlaad-messages',
    resolveId: (id) => (id.startsWith(prefix) ? `\0${id}` : undefined),
    load(id) {
      if (!id.startsWith(`\0${prefix}`)) return undefined
      const lang = id.slice(prefix.length + 1)
      this.addWatchFile(`${folder}${lang}.json`)
      return `export default ${JSON.stringify(webMessages(lang))}`
    },
    transformIndexHtml: { order: 'post', handler: (html, context) => (context.server ? fillPage(html, 'en') : html) },
    generateBundle: {
      order: 'post',
      handler(_options, bundle) {
        const page = bundle['index.html']
        if (page?.type !== 'asset') throw new Error('there is no index.html to make pages from')
        const html = String(page.source)
        for (const lang of languages) {
          const chunk = Object.values(bundle).find(
            (one) => one.type === 'chunk' && one.facadeModuleId === `\0${prefix}${lang}`,
          )
          if (!chunk) throw new Error(`there are no texts for ${lang}`)
          const hint = `<link rel="modulepreload" href="/${chunk.fileName}">\n  </head>`
          const source = fillPage(html, lang).replace('</head>', hint)
          this.emitFile({ type: 'asset', fileName: `${lang}.html`, source })
        }
        page.source = fillPage(html, 'en')
      },
    },
  }
}

const server = process.env.HERLAAD_SERVER ?? 'http://localhost:8080'
const proxy = Object.fromEntries(['/v1', '/pay', '/sandbox'].map((path) => [path, { target: server }]))

export default defineConfig({
  plugins: [svelte(), messages()],
  server: { proxy },
  preview: { proxy },
  build: {
    target: ['es2022', 'chrome107', 'firefox104', 'safari15.4'],
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0, // nothing as data:, which the Content-Security-Policy does not allow
    cssCodeSplit: false,
    reportCompressedSize: false,
  },
})
