/** What a colour means. Tones never stand alone: an icon or a word goes with them. */
export type Tone = 'neutral' | 'info' | 'success' | 'warning' | 'danger' | 'brand';
