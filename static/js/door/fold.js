// Words compared without accents nor case, as the server does.
export const fold = (text) =>
  text.toLowerCase().replaceAll("œ", "oe").replaceAll("æ", "ae").normalize("NFD").replace(/\p{M}/gu, "");

// « Présente depuis %(hour)s » with its values.
export const say = (text, values = {}) =>
  text.replace(/%\((\w+)\)s/g, (_whole, name) => String(values[name] ?? ""));

// « 09:05 », on the clock of the meeting's place.
export const hour = (iso, zone) => {
  try {
    return new Intl.DateTimeFormat("fr", { hour: "2-digit", minute: "2-digit", timeZone: zone }).format(new Date(iso));
  } catch {
    return new Date(iso).toTimeString().slice(0, 5);
  }
};
