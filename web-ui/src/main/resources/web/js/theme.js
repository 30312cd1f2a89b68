// ?theme=dark or ?theme=light overrules the system's choice.
const wanted = new URLSearchParams(location.search).get('theme');
if (wanted === 'dark' || wanted === 'light') {
  document.documentElement.dataset.theme = wanted;
}
