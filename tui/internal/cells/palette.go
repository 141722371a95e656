package cells

// RGB is a color as 0xRRGGBB.
type RGB uint32

// palette returns the colors of a theme. The colors are blue, orange, gray and purple, which people who confuse red and green can distinguish,
// and every text has a contrast of at least 4.5 to what is behind it (WCAG 2.2, 1.4.3).
func palette(light bool) [shadeCount]RGB {
	p, backs, on := darkPalette(), darkKinds(), RGB(0xf6f6f6)
	if light {
		p, backs, on = lightPalette(), lightKinds(), 0x101010
	}
	for n, back := range backs {
		bg, fg := KindShades(n)
		p[bg], p[fg] = back, on
	}
	return p
}

func darkPalette() [shadeCount]RGB {
	return [shadeCount]RGB{
		Text: 0xe4e4e4, Dim: 0x9e9e9e, Frame: 0x6c7a89, Accent: 0x7cc7ff, Warn: 0xffb454,
		Bar: 0x26323f, BarText: 0xe8eef4, Selected: 0xffd75f, OnSelect: 0x101010,
		SentBack: 0x123253, SentBack2: 0x1c4a7a, SentBack3: 0x2a5f97, SentText: 0xf4f8fc,
		UnusedBack: 0x454545, UnusedText: 0xe4e4e4,
		DraftBack: 0x4a2a5e, DraftText: 0xecd9f7,
		GhostBack: 0x222222, GhostText: 0xa0a0a0,
		FindBack: 0x7a4a00, FindText: 0xfff2dc,
		FoldBack: 0x1a2c40, FoldText: 0xc4d2df,
		Added: 0x7cc7ff, Removed: 0xffb454, SafeMark: 0xffb000,
	}
}

func lightPalette() [shadeCount]RGB {
	return [shadeCount]RGB{
		Text: 0x1f1f1f, Dim: 0x616161, Frame: 0x7a8793, Accent: 0x0b5394, Warn: 0x8a4600,
		Bar: 0xdfe7ef, BarText: 0x16232f, Selected: 0x0b3d91, OnSelect: 0xffffff,
		SentBack: 0x8fbfe9, SentBack2: 0xb9d8f4, SentBack3: 0xd6e9fa, SentText: 0x07223c,
		UnusedBack: 0xdadada, UnusedText: 0x333333,
		DraftBack: 0xe6d2f2, DraftText: 0x3a1150,
		GhostBack: 0xf3f3f3, GhostText: 0x636363,
		FindBack: 0xffdca6, FindText: 0x462a00,
		FoldBack: 0xe4edf6, FoldText: 0x3c4b5a,
		Added: 0x0b5394, Removed: 0x8a4600, SafeMark: 0xb35900,
	}
}

// darkKinds follows the colors of Okabe and Ito, darker; the last one is for all others.
func darkKinds() [Kinds]RGB {
	return [Kinds]RGB{0x1c4a7a, 0x7a4a00, 0x0b5c4a, 0x6b2f55, 0x5a5200, 0x2a5f78, 0x74331a, 0x4b4b4b}
}

func lightKinds() [Kinds]RGB {
	return [Kinds]RGB{0xb9d8f4, 0xffdca6, 0xb5e3d6, 0xf0cfe2, 0xf2ecaa, 0xc3e6f5, 0xf6c9b4, 0xdadada}
}

// ansi returns a shade on terminals of sixteen colors, whose exact colors are the user's; -1 is the terminal's own.
func ansi(s Shade) int {
	const black, green, yellow, blue, magenta, cyan, gray, brightCyan, white = 0, 2, 3, 4, 5, 6, 8, 14, 15
	switch s {
	case Dim, Frame, GhostText:
		return gray
	case Accent, Added:
		return cyan
	case Warn, Removed, SafeMark, FindBack, Selected:
		return yellow
	case Bar, UnusedBack, FoldBack, FindText, OnSelect:
		return black
	case BarText, SentText, DraftText, UnusedText, FoldText:
		return white
	case SentBack, SentBack2, SentBack3:
		return blue
	case DraftBack:
		return magenta
	}
	if s >= kind0 {
		n := int(s-kind0) / 2
		if (s-kind0)%2 == 1 {
			return []int{white, black, black, white, black, black, white, white}[n]
		}
		return []int{blue, yellow, cyan, magenta, green, brightCyan, 1, gray}[n]
	}
	return -1
}

// nearest returns the color of the 256 that looks most like c: one of the cube of 6x6x6 or of the 24 grays.
func (c RGB) nearest() int {
	levels := [6]int{0, 95, 135, 175, 215, 255}
	best, at := 1<<30, 0
	try := func(n, r, g, b int) {
		dr, dg, db := r-int(c>>16), g-int(c>>8&0xff), b-int(c&0xff)
		// Weights by which eyes see differences (the "redmean" without its mean).
		if d := 2*dr*dr + 4*dg*dg + 3*db*db; d < best {
			best, at = d, n
		}
	}
	for r := range levels {
		for g := range levels {
			for b := range levels {
				try(16+36*r+6*g+b, levels[r], levels[g], levels[b])
			}
		}
	}
	for n := range 24 {
		gray := 8 + 10*n
		try(232+n, gray, gray, gray)
	}
	return at
}
