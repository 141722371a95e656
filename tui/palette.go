package tui

// rgb is a colour as 0xRRGGBB.
type rgb uint32

// The palettes keep to blue, orange, grey and purple, which people who confuse red and green tell apart, and give every text a contrast of
// at least 4.5 to what is behind it (WCAG 2.2, 1.4.3).
var (
	dark = [shades]rgb{
		text: 0xe4e4e4, dim: 0x9e9e9e, frame: 0x6c7a89, accent: 0x7cc7ff, warn: 0xffb454,
		bar: 0x26323f, barText: 0xe8eef4, selected: 0xffd75f, onSelect: 0x101010,
		sentBack: 0x1c4a7a, sentText: 0xf0f6fc, sentTitle: 0x123253,
		unreadBack: 0x454545, unreadText: 0xe4e4e4,
		draftBack: 0x4a2a5e, draftText: 0xecd9f7,
		ghostBack: 0x222222, ghostText: 0xa0a0a0,
		findBack: 0x7a4a00, findText: 0xfff2dc,
		foldBack: 0x1a2c40, foldText: 0xc4d2df,
		added: 0x7cc7ff, removed: 0xffb454,
	}
	bright = [shades]rgb{
		text: 0x1f1f1f, dim: 0x616161, frame: 0x7a8793, accent: 0x0b5394, warn: 0x8a4600,
		bar: 0xdfe7ef, barText: 0x16232f, selected: 0x0b3d91, onSelect: 0xffffff,
		sentBack: 0xb9d8f4, sentText: 0x07223c, sentTitle: 0x8fbfe9,
		unreadBack: 0xdadada, unreadText: 0x333333,
		draftBack: 0xe6d2f2, draftText: 0x3a1150,
		ghostBack: 0xf3f3f3, ghostText: 0x636363,
		findBack: 0xffdca6, findText: 0x462a00,
		foldBack: 0xe4edf6, foldText: 0x3c4b5a,
		added: 0x0b5394, removed: 0x8a4600,
	}
	// After Okabe and Ito's colours, darker and lighter.
	darkKinds   = [kinds]rgb{0x1c4a7a, 0x7a4a00, 0x0b5c4a, 0x6b2f55, 0x5a5200, 0x2a5f78, 0x74331a, 0x4b4b4b}
	brightKinds = [kinds]rgb{0xb9d8f4, 0xffdca6, 0xb5e3d6, 0xf0cfe2, 0xf2ecaa, 0xc3e6f5, 0xf6c9b4, 0xdadada}
)

func palette(light bool) [shades]rgb {
	p, backs, on := dark, darkKinds, rgb(0xf6f6f6)
	if light {
		p, backs, on = bright, brightKinds, 0x101010
	}
	for n, back := range backs {
		bg, fg := kindShades(n)
		p[bg], p[fg] = back, on
	}
	return p
}

// ansi is a shade on terminals of sixteen colours, whose exact colours are the user's; -1 is the terminal's own.
func ansi(s shade) int {
	const black, blue, magenta, cyan, yellow, grey, white = 0, 4, 5, 6, 3, 8, 15
	switch s {
	case dim, frame, ghostText:
		return grey
	case accent, added:
		return cyan
	case warn, removed:
		return yellow
	case bar, sentTitle, unreadBack, foldBack:
		return black
	case barText, sentText, draftText, unreadText, foldText:
		return white
	case sentBack:
		return blue
	case draftBack:
		return magenta
	case findBack, selected:
		return yellow
	case findText, onSelect:
		return black
	}
	if s >= kind0 {
		n := int(s-kind0) / 2
		if (s-kind0)%2 == 1 {
			return []int{white, black, black, white, black, black, white, white}[n]
		}
		return []int{blue, yellow, cyan, magenta, 2, 14, 1, grey}[n]
	}
	return -1
}
