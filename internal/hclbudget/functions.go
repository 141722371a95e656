package hclbudget

import (
	"regexp/syntax"
	"strconv"
	"strings"

	"github.com/zclconf/go-cty/cty"

	"github.com/ctxsize/ctxsize/internal/budget"
)

const (
	// maxDecoded is the longest text that a function decodes or splits into values, in bytes.
	maxDecoded = 256 << 10
	// maxBcrypt is the highest cost of bcrypt, which takes 60 ms; each step doubles the time.
	maxBcrypt     = 10
	bcryptCost    = 6_000
	rsaCost       = 2_000_000
	maxKey        = 4 << 10 // a PEM with a key of 4096 bits
	maxExpression = 4 << 10 // bytes and instructions of a regular expression
	numberLength  = 64      // of a formatted number, usually
)

// call is a call of a function, with the sizes of its arguments.
type call struct {
	args            []cty.Value
	bytes, elements []int
	work            int // beside looking at the arguments once
}

// exceeds returns the limit that a call would exceed, "" for none, and notes its work. A function that is not named here takes time and memory
// in proportion to its arguments.
func (c *call) exceeds(name string) string {
	switch name {
	case "bcrypt":
		return c.bcrypt()
	case "rsadecrypt":
		if c.work = rsaCost; c.length(1) > maxKey {
			return "the key is longer than 4 KiB"
		}
	case "csvdecode", "jsondecode", "split", "regexall":
		return c.decode(name)
	case "regex":
		return c.regex(0, 1)
	case "regex_replace":
		if limit := c.regex(1, 0); limit != "" {
			return limit
		}
		return c.output((c.length(0) + 1) * (1 + c.length(2) + strings.Count(c.text(2), "$")*c.length(0)))
	case "replace":
		return c.output((c.length(0) + 1) / max(c.length(1), 1) * c.length(2))
	case "join":
		return c.output(c.length(0) * c.sum(c.elements))
	case "indent":
		return c.output(c.number(0) * (1 + strings.Count(c.text(1), "\n")))
	case "format":
		return c.output(c.formatted())
	case "formatlist":
		return c.output(c.formatted() * c.sum(c.elements))
	case "setproduct":
		return c.product()
	case "distinct", "contains", "index", "indexof", "sethaselement", "setunion", "setintersection", "setsubtract", "setsymmetricdifference", "convert":
		c.work = c.sum(c.elements) * c.sum(c.elements)
	case "trim":
		c.work = c.length(0) * c.length(1) / 8
	case "semvercmp", "strlen", "substr", "reverse", "title", "parseint", "uuidv5", "md5", "sha1", "sha256", "sha512":
		c.work = 8 * c.sum(c.bytes)
	}
	return ""
}

func (c *call) sum(list []int) int {
	total := 0
	for _, n := range list {
		total += n
	}
	return total
}

// text returns an argument that is a string, "" for another one.
func (c *call) text(n int) string {
	if n >= len(c.args) {
		return ""
	}
	v, _ := c.args[n].Unmark()
	if v.Type() != cty.String || v.IsNull() || !v.IsKnown() {
		return ""
	}
	return v.AsString()
}

func (c *call) length(n int) int { return len(c.text(n)) }

// number returns an argument that is a number, at most 2 GiB.
func (c *call) number(n int) int {
	if n >= len(c.args) {
		return 0
	}
	v, _ := c.args[n].Unmark()
	if v.Type() != cty.Number || v.IsNull() || !v.IsKnown() {
		return 0
	}
	value, _ := v.AsBigFloat().Int64()
	return int(min(max(value, 0), 1<<31))
}

// output bounds the length of a result.
func (c *call) output(bytes int) string {
	if c.work = bytes / 8; bytes > 4*budget.MaxValue || bytes < 0 {
		return "the result may be larger than 4 MiB"
	}
	return ""
}

// bcrypt bounds the exponent of the time.
func (c *call) bcrypt() string {
	exponent := maxBcrypt
	if len(c.args) > 1 {
		exponent = c.number(1)
	}
	if exponent > maxBcrypt {
		return "a cost above " + strconv.Itoa(maxBcrypt) + " is not computed"
	}
	c.work = bcryptCost << maxBcrypt
	return ""
}

// decode limits a text that is decoded into values, which take a hundred times its size.
func (c *call) decode(name string) string {
	text := c.text(0)
	if name == "split" || name == "regexall" {
		text = c.text(1)
	}
	switch c.work = 8 * len(text); {
	case len(text) > maxDecoded:
		return "the text is longer than 256 KiB"
	case name == "regexall":
		return c.regex(0, 1)
	case name == "split" && strings.Count(text, c.text(0)) > maxElements:
		return "the result has more than 4096 elements"
	case name == "csvdecode" && (strings.Count(text, "\n")+1)*(strings.Count(firstLine(text), ",")+1) > maxElements:
		return "the result has more than 4096 elements"
	case name == "jsondecode" && strings.Count(text, ",")+strings.Count(text, "[")+strings.Count(text, "{") > maxElements:
		return "the result has more than 4096 elements"
	case name == "jsondecode" && longNumber([]byte(text)):
		return "a number has more than 4096 digits"
	case name == "jsondecode" && budget.JSON([]byte(text)) != nil:
		return "the text is nested more than 100 levels deep"
	}
	return ""
}

func firstLine(text string) string {
	line, _, _ := strings.Cut(text, "\n")
	return line
}

// product bounds the product of the lengths of sets.
func (c *call) product() string {
	product := len(c.args)
	for _, n := range c.elements {
		if product *= max(n-1, 0); product > maxElements {
			return "the result has more than 4096 elements"
		}
	}
	c.work = product * elementCost
	return ""
}

// formatted returns how long a formatted string may be: verbs may have widths, and name the same argument again.
func (c *call) formatted() int {
	format := c.text(0)
	total, largest := len(format), 0
	for n := range c.bytes[1:] {
		largest = max(largest, c.bytes[n+1]+numberLength*c.elements[n+1])
	}
	for verb := range strings.SplitSeq(format, "%") {
		width := 0
		for digits := verb; digits != ""; {
			start := strings.IndexAny(digits, "0123456789")
			if start < 0 {
				break
			}
			digits = digits[start:]
			end := len(digits) - len(strings.TrimLeft(digits, "0123456789"))
			if n, err := strconv.Atoi(digits[:end]); err != nil || n > budget.MaxValue {
				return 1 << 40
			} else {
				width += n
			}
			if digits = digits[end:]; !strings.HasPrefix(digits, ".") && !strings.HasPrefix(digits, "]") {
				break
			}
		}
		total += width + largest
	}
	return total
}

// regex bounds the size of a compiled expression, and the time that it takes to match.
func (c *call) regex(pattern, text int) string {
	if c.length(pattern) > maxExpression {
		return "the regular expression is longer than 4 KiB"
	}
	parsed, err := syntax.Parse(c.text(pattern), syntax.Perl)
	if err != nil {
		return "" // The function reports it.
	}
	instructions := compiledSize(parsed)
	if c.work += instructions * (100 + c.length(text)); instructions > maxExpression {
		return "the regular expression compiles to more than 4096 instructions"
	}
	return ""
}

// compiledSize returns about how many instructions an expression has once its repetitions are written out.
func compiledSize(e *syntax.Regexp) int {
	total := 1 + len(e.Rune)/2
	for _, sub := range e.Sub {
		total += compiledSize(sub)
	}
	if e.Op == syntax.OpRepeat {
		total *= max(e.Min, e.Max, 1)
	}
	return min(total, 1<<30)
}
