// The summary of a refused form takes the focus, so that it is read first; also after htmx has replaced the form.
const focusSummary = () => document.querySelector("[data-error-summary]")?.focus();
focusSummary();
document.addEventListener("htmx:afterSettle", focusSummary);
