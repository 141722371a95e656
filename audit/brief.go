package audit

// longestText is how much of an instruction a message quotes; its line says where the rest is.
const longestText = 60

// brief cuts an instruction's text for a message.
func brief(text string) string {
	if r := []rune(text); len(r) > longestText {
		return string(r[:longestText-1]) + "…"
	}
	return text
}
