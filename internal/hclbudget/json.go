package hclbudget

import (
	"encoding/json"
	"maps"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
)

// jsonBody is the body of a JSON file whose expressions are counted.
type jsonBody struct {
	hcl.Body
	meter *Meter
	text  []byte
}

// Content is of hcl.Body.
func (b *jsonBody) Content(schema *hcl.BodySchema) (*hcl.BodyContent, hcl.Diagnostics) {
	content, diagnostics := b.Body.Content(schema)
	return b.wrap(content), diagnostics
}

// PartialContent is of hcl.Body.
func (b *jsonBody) PartialContent(schema *hcl.BodySchema) (*hcl.BodyContent, hcl.Body, hcl.Diagnostics) {
	content, rest, diagnostics := b.Body.PartialContent(schema)
	if rest != nil {
		rest = &jsonBody{rest, b.meter, b.text}
	}
	return b.wrap(content), rest, diagnostics
}

// JustAttributes is of hcl.Body.
func (b *jsonBody) JustAttributes() (hcl.Attributes, hcl.Diagnostics) {
	attributes, diagnostics := b.Body.JustAttributes()
	return b.wrapAttributes(attributes), diagnostics
}

func (b *jsonBody) wrap(content *hcl.BodyContent) *hcl.BodyContent {
	if content == nil {
		return nil
	}
	wrapped := *content
	wrapped.Attributes, wrapped.Blocks = b.wrapAttributes(content.Attributes), nil
	for _, block := range content.Blocks {
		one := *block
		one.Body = &jsonBody{block.Body, b.meter, b.text}
		wrapped.Blocks = append(wrapped.Blocks, &one)
	}
	return &wrapped
}

func (b *jsonBody) wrapAttributes(attributes hcl.Attributes) hcl.Attributes {
	wrapped := maps.Clone(attributes)
	for name, attribute := range wrapped {
		one := *attribute
		one.Expr = newJSONExpression(attribute.Expr, b.meter, b.text)
		wrapped[name] = &one
	}
	return wrapped
}

// jsonExpression is an expression of a JSON file whose evaluation is counted.
type jsonExpression struct {
	hcl.Expression
	meter *Meter
	text  []byte
	src   any // buildx looks for function calls in the string of a field of this name (bake/hclparser, appendJSONFuncCalls)
}

// jsonString has the fields that buildx looks for.
type jsonString struct {
	Value    string
	SrcRange hcl.Range
}

func newJSONExpression(e hcl.Expression, m *Meter, text []byte) *jsonExpression {
	value, _ := literal(e, text)
	return &jsonExpression{e, m, text, &jsonString{value, e.Range()}}
}

// ExprList is of hcl.ExprList.
func (e *jsonExpression) ExprList() []hcl.Expression {
	list, _ := hcl.ExprList(e.Expression)
	return list
}

// ExprMap is of hcl.ExprMap.
func (e *jsonExpression) ExprMap() []hcl.KeyValuePair {
	pairs, _ := hcl.ExprMap(e.Expression)
	return pairs
}

// UnwrapExpression is of hcl.UnwrapExpression.
func (e *jsonExpression) UnwrapExpression() hcl.Expression { return e.Expression }

// Value is of hcl.Expression. The templates in the expression are evaluated twice: the first time they are counted.
func (e *jsonExpression) Value(ctx *hcl.EvalContext) (cty.Value, hcl.Diagnostics) {
	if ctx == nil {
		return e.Expression.Value(nil)
	}
	e.meter.guard(ctx)
	e.count(e.Expression, ctx)
	v, diagnostics := e.Expression.Value(ctx)
	e.meter.accept(e.Range(), v, diagnostics)
	return v, diagnostics
}

// count evaluates the templates of an expression.
func (e *jsonExpression) count(part hcl.Expression, ctx *hcl.EvalContext) {
	e.meter.charge(part.Range(), stepCost)
	if value, ok := literal(part, e.text); ok {
		e.meter.charge(part.Range(), len(value))
		if !strings.Contains(value, "${") && !strings.Contains(value, "%{") {
			return
		}
		if template, diagnostics := hclsyntax.ParseTemplate([]byte(value), part.Range().Filename, part.Range().Start); !diagnostics.HasErrors() {
			e.meter.wrap(template).Value(ctx)
		}
		return
	}
	if list, diagnostics := hcl.ExprList(part); !diagnostics.HasErrors() {
		for _, element := range list {
			e.count(element, ctx)
		}
	} else if pairs, diagnostics := hcl.ExprMap(part); !diagnostics.HasErrors() {
		for _, pair := range pairs {
			e.count(pair.Key, ctx)
			e.count(pair.Value, ctx)
		}
	}
}

// literal returns the string that an expression is written as, if it is one.
func literal(e hcl.Expression, text []byte) (value string, ok bool) {
	r := e.Range()
	if !r.CanSliceBytes(text) {
		return "", false
	}
	written := r.SliceBytes(text)
	ok = len(written) > 0 && written[0] == '"' && json.Unmarshal(written, &value) == nil
	return value, ok
}
