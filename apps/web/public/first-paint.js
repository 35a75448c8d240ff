// Sets the theme before anything is painted. A file of its own: the content security policy allows no inline script.
(() => {
	let wish = 'auto';
	try {
		wish = localStorage.getItem('volna-theme') || 'auto';
	} catch {
		wish = 'auto';
	}
	const dark = wish === 'dark' || (wish === 'auto' && matchMedia('(prefers-color-scheme: dark)').matches);
	document.documentElement.setAttribute('data-mantine-color-scheme', dark ? 'dark' : 'light');
})();
