package hclbudget

import (
	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
)

// meteredExpression is an expression whose evaluation is counted. Whoever walks the syntax tree finds the expression in it, as in parentheses; whoever
// asks what it is written as unwraps it.
type meteredExpression struct {
	*hclsyntax.ParenthesesExpr
	meter *Meter
}

// Value is of hcl.Expression.
func (e *meteredExpression) Value(ctx *hcl.EvalContext) (cty.Value, hcl.Diagnostics) {
	if ctx == nil {
		return e.Expression.Value(nil)
	}
	e.meter.guard(ctx)
	e.meter.charge(e.SrcRange, stepCost)
	v, diagnostics := e.Expression.Value(ctx)
	e.meter.accept(e.SrcRange, v, diagnostics)
	return v, diagnostics
}

// accept counts what an expression was evaluated to.
func (m *Meter) accept(at hcl.Range, v cty.Value, diagnostics hcl.Diagnostics) {
	s := measure(v)
	if diagnostics.HasErrors() {
		m.charge(at, errorCost)
	}
	m.charge(at, s.cost())
	if s.limit != "" {
		m.Exceed(at, s.limit)
	}
}

// Variables is of hcl.Expression. It is asked for each target of a matrix.
func (e *meteredExpression) Variables() []hcl.Traversal {
	list := hclsyntax.Variables(e.ParenthesesExpr)
	nodes := 0
	_ = hclsyntax.VisitAll(e.ParenthesesExpr, func(hclsyntax.Node) hcl.Diagnostics { nodes++; return nil })
	e.meter.charge(e.SrcRange, nodes*stepCost)
	return list
}

// Range is of hcl.Expression.
func (e *meteredExpression) Range() hcl.Range { return e.Expression.Range() }

// StartRange is of hcl.Expression.
func (e *meteredExpression) StartRange() hcl.Range { return e.Expression.StartRange() }

// UnwrapExpression is of hcl.UnwrapExpression.
func (e *meteredExpression) UnwrapExpression() hcl.Expression { return e.Expression }

// wrap counts an expression and all that are in it.
func (m *Meter) wrap(e hclsyntax.Expression) hclsyntax.Expression {
	switch e := e.(type) {
	case nil:
		return nil
	case *hclsyntax.LiteralValueExpr:
		if s := measure(e.Val); s.limit == "" {
			return e
		}
	case *hclsyntax.AnonSymbolExpr:
		return e
	default:
		m.wrapInside(e)
	}
	return &meteredExpression{&hclsyntax.ParenthesesExpr{Expression: e, SrcRange: e.Range()}, m}
}

func (m *Meter) wrapInside(e hclsyntax.Expression) {
	var parts []*hclsyntax.Expression
	switch e := e.(type) {
	case *hclsyntax.ParenthesesExpr:
		parts = append(parts, &e.Expression)
	case *hclsyntax.RelativeTraversalExpr:
		parts = append(parts, &e.Source)
	case *hclsyntax.FunctionCallExpr:
		m.wrapAll(e.Args)
	case *hclsyntax.ConditionalExpr:
		parts = append(parts, &e.Condition, &e.TrueResult, &e.FalseResult)
	case *hclsyntax.IndexExpr:
		parts = append(parts, &e.Collection, &e.Key)
	case *hclsyntax.TupleConsExpr:
		m.wrapAll(e.Exprs)
	case *hclsyntax.ObjectConsExpr:
		for n := range e.Items {
			if key, ok := e.Items[n].KeyExpr.(*hclsyntax.ObjectConsKeyExpr); ok {
				parts = append(parts, &key.Wrapped)
			}
			parts = append(parts, &e.Items[n].ValueExpr)
		}
	case *hclsyntax.ForExpr:
		parts = append(parts, &e.CollExpr, &e.KeyExpr, &e.ValExpr, &e.CondExpr)
	case *hclsyntax.SplatExpr:
		parts = append(parts, &e.Source, &e.Each)
	case *hclsyntax.BinaryOpExpr:
		parts = append(parts, &e.LHS, &e.RHS)
	case *hclsyntax.UnaryOpExpr:
		parts = append(parts, &e.Val)
	case *hclsyntax.TemplateExpr:
		m.wrapAll(e.Parts)
	case *hclsyntax.TemplateJoinExpr:
		parts = append(parts, &e.Tuple)
	case *hclsyntax.TemplateWrapExpr:
		parts = append(parts, &e.Wrapped)
	}
	for _, part := range parts {
		*part = m.wrap(*part)
	}
}

func (m *Meter) wrapAll(list []hclsyntax.Expression) {
	for n := range list {
		list[n] = m.wrap(list[n])
	}
}

// Bound has the meter count whatever is evaluated of a file. It changes the file's syntax tree.
func (m *Meter) Bound(file *hcl.File) {
	if body, ok := file.Body.(*hclsyntax.Body); ok {
		m.wrapBody(body)
		return
	}
	file.Body = &jsonBody{file.Body, m, file.Bytes}
}

func (m *Meter) wrapBody(body *hclsyntax.Body) {
	for _, attribute := range body.Attributes {
		attribute.Expr = m.wrap(attribute.Expr)
	}
	for _, block := range body.Blocks {
		m.wrapBody(block.Body)
	}
}
