// Fields that search as one types (select2) are given the name of their label, which select2 leaves out.
function nameFields(root) {
  for (const field of root.querySelectorAll('select.admin-autocomplete')) {
    const box = field.nextElementSibling?.querySelector('.select2-selection');
    const label = field.labels?.[0]?.textContent.replace(/[\s:\u00a0]+$/, '').trim();
    if (!box || !label) continue;
    const name = () => {
      const chosen = field.selectedOptions[0]?.textContent.trim();
      const said = chosen && !field.multiple ? `${label} : ${chosen}` : label;
      for (const part of [box, box.querySelector('.select2-selection__rendered[role]')]) {
        part?.removeAttribute('aria-labelledby');
        part?.setAttribute('aria-label', said);
      }
      box.querySelector('.select2-search__field')?.setAttribute('aria-label', label);
    };
    name();
    django.jQuery(field).on('change', name);
  }
}

// jQuery calls its functions in order, some time after the page: ours comes after those that make the fields.
globalThis.django?.jQuery?.(() => nameFields(document));
document.addEventListener('formset:added', (event) => setTimeout(() => nameFields(event.target), 0));

// The magnifying glass of two-column choices is a picture, and says so.
addEventListener('load', () => {
  for (const glass of document.querySelectorAll('.search-label-icon[aria-label]')) glass.setAttribute('role', 'img');
});
