// Moments as the tables of this page show them. Pure but for the person's own clock and language.
const format = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "medium" });

export const time_words = (at: number) => format.format(at);
