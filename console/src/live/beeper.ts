/** Two short tones, again every few seconds until stopped. Browsers play nothing before the person's first click on the page. */

const TONES = [880, 660];
const TONE_SECONDS = 0.22;
const EVERY = 4000;
const LOUDNESS = 0.18;

export class Beeper {
  private context: AudioContext | null = null;
  private timer: ReturnType<typeof setInterval> | undefined;

  start(): void {
    if (this.timer) return;
    this.beep();
    this.timer = setInterval(() => this.beep(), EVERY);
  }

  stop(): void {
    clearInterval(this.timer);
    this.timer = undefined;
  }

  private beep(): void {
    if (typeof AudioContext === "undefined") return;
    this.context ??= new AudioContext();
    const context = this.context;
    if (context.state === "suspended") void context.resume();
    TONES.forEach((tone, position) => this.play(context, tone, context.currentTime + position * TONE_SECONDS));
  }

  private play(context: AudioContext, tone: number, at: number): void {
    const oscillator = context.createOscillator();
    const gain = context.createGain();
    oscillator.frequency.value = tone;
    gain.gain.setValueAtTime(LOUDNESS, at);
    gain.gain.exponentialRampToValueAtTime(0.001, at + TONE_SECONDS);
    oscillator.connect(gain).connect(context.destination);
    oscillator.start(at);
    oscillator.stop(at + TONE_SECONDS);
  }
}
