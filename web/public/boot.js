// Runs before the first paint, so that neither the colour scheme nor the density flashes. A file, because the policy allows no inline script.
try {
  const theme = localStorage.getItem('relance.theme') ?? 'auto';
  const dark =
    theme === 'dark' ||
    (theme === 'auto' && window.matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.setAttribute('data-mantine-color-scheme', dark ? 'dark' : 'light');
  document.documentElement.dataset.density = localStorage.getItem('relance.density') ?? 'normal';
  document.documentElement.lang = localStorage.getItem('relance.locale') ?? 'de';
} catch {
  // Storage is blocked: the light scheme in index.html stands.
}
