// Package hclbudget keeps the evaluation of HCL, which cannot be canceled, within limits: files are checked before they are parsed, and what
// their expressions compute is counted while they are evaluated.
package hclbudget

import (
	"encoding/json"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/ctxsize/ctxsize/internal/budget"
)

const (
	// maxSize is the largest file that is parsed, in bytes.
	maxSize = 1 << 20
	// maxTokens is the most tokens that a file may have; the parser takes a kilobyte of memory for each.
	maxTokens = 100_000
	// maxOperators is how many operators may follow one another in one expression: each is a level of its tree.
	maxOperators = 400
)

// CheckHCL returns an error where a file is too large or nested too deep for the parser.
func CheckHCL(path string, text []byte) error {
	if err := checkSize(path, text); err != nil {
		return err
	}
	tokens, _ := hclsyntax.LexConfig(text, path, hcl.InitialPos)
	return checkDepth(path, tokens)
}

// CheckJSON returns an error where a file is too large for the parser, or it or an expression in it is nested too deep.
func CheckJSON(path string, text []byte) error {
	if err := checkSize(path, text); err != nil {
		return err
	}
	if err := budget.JSON(text); err != nil {
		return nameError(path, err)
	}
	if longNumber(text) {
		return budget.Exceeded(path, 0, "a number has more than %d digits", maxDigits)
	}
	for at := 0; at < len(text); at++ {
		if text[at] != '"' {
			continue
		}
		end := budget.EndOfString(text, at)
		var value string
		if end < len(text) && json.Unmarshal(text[at:end+1], &value) == nil {
			if err := checkString(path, value); err != nil {
				return err
			}
		}
		at = end
	}
	return nil
}

// longNumber reports whether a JSON text has more digits in a row than a number may have, outside of its strings.
func longNumber(text []byte) bool {
	digits := 0
	for at := 0; at < len(text); at++ {
		switch {
		case text[at] == '"':
			at = budget.EndOfString(text, at)
		case text[at] >= '0' && text[at] <= '9':
			if digits++; digits > maxDigits {
				return true
			}
			continue
		}
		digits = 0
	}
	return false
}

// checkString checks a string of a JSON file, which is read as a template, and by buildx as an expression, too.
func checkString(path, value string) error {
	tokens, _ := hclsyntax.LexTemplate([]byte(value), path, hcl.InitialPos)
	if err := checkDepth(path, tokens); err != nil {
		return err
	}
	tokens, _ = hclsyntax.LexExpression([]byte(value), path, hcl.InitialPos)
	return checkPrefixes(path, tokens)
}

// checkSize counts the words and the signs, which are about the tokens.
func checkSize(path string, text []byte) error {
	if len(text) > maxSize {
		return budget.Exceeded(path, 0, "larger than %d bytes", maxSize)
	}
	tokens, inWord := 0, false
	for _, b := range text {
		word := b == '_' || b == '-' || b >= '0' && b <= '9' || b >= 'A' && b <= 'Z' || b >= 'a' && b <= 'z' || b >= 0x80
		if b != ' ' && b != '\t' && b != '\r' && (!word || !inWord) {
			tokens++
		}
		inWord = word
	}
	if tokens > maxTokens {
		return budget.Exceeded(path, 0, "more than %d tokens", maxTokens)
	}
	return nil
}

// nestingLevel is an open bracket, block or template.
type nestingLevel struct {
	lines     bool // a newline separates what is in it
	operators int
}

// checkDepth bounds the depth of the syntax tree: a level for each open bracket, and one for each operator of the expression that is not
// finished yet.
func checkDepth(path string, tokens hclsyntax.Tokens) error {
	levels := []nestingLevel{{lines: true}}
	operators := 0
	for _, t := range tokens {
		top := &levels[len(levels)-1]
		switch t.Type {
		case hclsyntax.TokenNumberLit:
			if len(t.Bytes) > maxDigits {
				return budget.Exceeded(path, t.Range.Start.Line, "a number has more than %d digits", maxDigits)
			}
		case hclsyntax.TokenOBrace:
			levels = append(levels, nestingLevel{lines: true})
		case hclsyntax.TokenOQuote, hclsyntax.TokenOHeredoc, hclsyntax.TokenTemplateInterp:
			levels = append(levels, nestingLevel{})
		case hclsyntax.TokenOParen, hclsyntax.TokenOBrack, hclsyntax.TokenTemplateControl:
			// What a template directive opens ends with another directive, not with its own sequence.
			top.operators, operators = top.operators+1, operators+1
			levels = append(levels, nestingLevel{})
		case hclsyntax.TokenCBrace, hclsyntax.TokenCParen, hclsyntax.TokenCBrack, hclsyntax.TokenCQuote, hclsyntax.TokenCHeredoc, hclsyntax.TokenTemplateSeqEnd:
			if operators -= top.operators; len(levels) > 1 {
				levels = levels[:len(levels)-1]
			}
		case hclsyntax.TokenComma:
			operators, top.operators = operators-top.operators, 0
		case hclsyntax.TokenNewline:
			if top.lines {
				operators, top.operators = operators-top.operators, 0
			}
		default:
			if isOperator(t.Type) {
				top.operators, operators = top.operators+1, operators+1
			}
		}
		if len(levels) > budget.MaxNesting || operators > maxOperators {
			return budget.Exceeded(path, t.Range.Start.Line, "an expression is nested too deep (at most %d levels and %d operators)", budget.MaxNesting, maxOperators)
		}
	}
	return nil
}

func isOperator(t hclsyntax.TokenType) bool {
	switch t {
	case hclsyntax.TokenBang, hclsyntax.TokenMinus, hclsyntax.TokenPlus, hclsyntax.TokenStar, hclsyntax.TokenSlash, hclsyntax.TokenPercent,
		hclsyntax.TokenQuestion, hclsyntax.TokenAnd, hclsyntax.TokenOr, hclsyntax.TokenEqualOp, hclsyntax.TokenNotEqual, hclsyntax.TokenLessThan,
		hclsyntax.TokenLessThanEq, hclsyntax.TokenGreaterThan, hclsyntax.TokenGreaterThanEq, hclsyntax.TokenDot:
		return true
	}
	return false
}

// checkPrefixes bounds the open brackets and the operators in front of a value. Text that is no expression passes.
func checkPrefixes(path string, tokens hclsyntax.Tokens) error {
	depth, prefixes := 0, 0
	for _, t := range tokens {
		switch t.Type {
		case hclsyntax.TokenOBrace, hclsyntax.TokenOParen, hclsyntax.TokenOBrack, hclsyntax.TokenTemplateInterp, hclsyntax.TokenTemplateControl:
			depth++
		case hclsyntax.TokenCBrace, hclsyntax.TokenCParen, hclsyntax.TokenCBrack, hclsyntax.TokenTemplateSeqEnd:
			depth = max(depth-1, 0)
		}
		if prefixes++; !isOperator(t.Type) {
			prefixes = 0
		}
		if depth > maxOperators || prefixes > maxOperators {
			return budget.Exceeded(path, 0, "an expression is nested too deep (at most %d levels)", maxOperators)
		}
	}
	return nil
}

func nameError(path string, err error) error {
	if e, ok := err.(*budget.Error); ok {
		return &budget.Error{File: path, Line: e.Line, Limit: e.Limit}
	}
	return err
}
