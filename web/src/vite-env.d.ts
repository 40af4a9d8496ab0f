/// <reference types="svelte" />
/// <reference types="vite/client" />

declare module 'virtual:messages/*' {
  const texts: import('./lib/i18n.svelte').Texts
  export default texts
}
