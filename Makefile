# What one does here, one line each: `make help`.
# Two commands do all the set-up on a fresh machine: `make run` and `make test`.

SHELL := /bin/sh
.DEFAULT_GOAL := help

GO      ?= go
VERSION ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
LDFLAGS := -X main.version=$(VERSION)

# The race detector needs a C compiler; without one the tests run all the same, and say so.
HAVE_CC := $(shell command -v "$$($(GO) env CC)" 2>/dev/null)
ifneq ($(HAVE_CC),)
# SQLite translated from C is not ours to check for pointer arithmetic, and that check doubles its tests' time.
RACE := -race -gcflags=modernc.org/...=-d=checkptr=0
endif
NPM := $(shell command -v npm 2>/dev/null)

WEB       := router/playground/web
WEB_FILES := $(shell find $(WEB) -type f -not -path '*/node_modules/*' 2>/dev/null)
WEB_BUILT := router/playground/dist/index.html.gz
AUDIT     := router/testdata/graphql-http-audit

.PHONY: help
help: ## Show this list
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  %-18s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: run
run: build ## Start the reference graph and the router with its playground on http://127.0.0.1:4000
	@bin/shop with -- bin/weft router --supergraph schema/supergraph.graphql --config schema/weft.yaml --dev

.PHONY: token
token: bin/shop ## Print a development token with every scope (use make -s token)
	@bin/shop token

.PHONY: build
build: playground bin/weft bin/shop ## Build bin/weft and bin/shop, the playground inside

.PHONY: bin/weft
bin/weft:
	@CGO_ENABLED=0 $(GO) build -trimpath -ldflags '$(LDFLAGS)' -o $@ ./cmd/weft

.PHONY: bin/shop
bin/shop:
	@CGO_ENABLED=0 $(GO) build -trimpath -ldflags '$(LDFLAGS)' -o $@ ./cmd/shop

.PHONY: playground
ifneq ($(NPM),)
playground: $(WEB_BUILT) ## Build the playground's page from npm (left out where there is no Node)
else
playground:
	@echo 'npm is not installed: the playground will be a page that says how to get the full one' >&2
endif

$(WEB)/node_modules/.package-lock.json: $(WEB)/package-lock.json
	@cd $(WEB) && npm ci --no-audit --no-fund --no-update-notifier --loglevel=error
	@touch $@

$(WEB_BUILT): $(WEB)/node_modules/.package-lock.json $(WEB_FILES)
	@cd $(WEB) && npm run --silent build

.PHONY: audit-deps
ifneq ($(NPM),)
audit-deps: $(AUDIT)/node_modules/.package-lock.json
$(AUDIT)/node_modules/.package-lock.json: $(AUDIT)/package-lock.json
	@cd $(AUDIT) && npm ci --no-audit --no-fund --no-update-notifier --loglevel=error
	@touch $@
else
audit-deps:
endif

.PHONY: test
test: playground audit-deps ## Run every test (with the race detector where a C compiler is)
ifeq ($(RACE),)
	@echo 'no C compiler: the tests run without the race detector' >&2
endif
	$(GO) test $(RACE) ./...

.PHONY: generate
generate: ## Make the generated code, the composed supergraph and docs/errors.md anew
	$(GO) run ./internal/codegen
	$(GO) run -pgo=off ./cmd/weft compose --config schema/supergraph.yaml --output schema/supergraph.graphql
	$(GO) run -pgo=off ./cmd/weft explain --markdown > docs/errors.md

.PHONY: generate-check
generate-check: generate ## Fail when committed generated code is stale
	@git diff --exit-code --stat -- subgraphs schema docs/errors.md || { echo 'generated files are stale: run make generate and commit them' >&2; exit 1; }
	@test -z "$$(git ls-files --others --exclude-standard -- subgraphs schema)" || { echo 'generated files are not committed:' >&2; git ls-files --others --exclude-standard -- subgraphs schema >&2; exit 1; }

.PHONY: schema-check
schema-check: bin/weft ## Compose, fail when schema/supergraph.graphql is stale, validate every example operation
	@bin/weft compose --config schema/supergraph.yaml --output bin/supergraph.graphql
	@diff -u schema/supergraph.graphql bin/supergraph.graphql || { echo 'schema/supergraph.graphql is stale: run make generate and commit it' >&2; exit 1; }
	@set -e; for file in schema/operations/*.graphql; do \
		bin/weft plan --supergraph schema/supergraph.graphql --operation $$file >/dev/null || { echo "$$file does not fit the graph" >&2; exit 1; }; \
	done
	@echo "schema/supergraph.graphql is fresh; $$(ls schema/operations/*.graphql | wc -l) operations fit it"

.PHONY: lint
lint: bin/golangci-lint ## Run the linters of .golangci.yml
	@bin/golangci-lint run ./...

bin/golangci-lint: tools/go.mod tools/go.sum
	@$(GO) build -modfile tools/go.mod -o $@ github.com/golangci/golangci-lint/v2/cmd/golangci-lint

FUZZTIME ?= 10s
.PHONY: fuzz
fuzz: ## Run each fuzz target for FUZZTIME (default 10s; 5000x is a count)
	@set -e; for file in $$(grep -rlE '^func Fuzz' --include='*_test.go' .); do \
		for target in $$(sed -nE 's/^func (Fuzz[A-Za-z0-9_]+).*/\1/p' $$file); do \
			echo "$$target ($$(dirname $$file))"; \
			$(GO) test -run '^$$' -fuzz "^$$target\$$" -fuzztime $(FUZZTIME) $$(dirname $$file); \
		done; \
	done

N ?= 10000
SEED ?=
.PHONY: fuzz-federation
fuzz-federation: ## Compare N random federated graphs (default 10000) with the same graph in one piece; SEED=... repeats a run
	WEFT_FEDERATION_CASES=$(N) WEFT_FEDERATION_SEED=$(SEED) $(GO) test ./internal/fedtest/differ -run TestFederatedEqualsMonolith -count=1 -timeout 0 -v

.PHONY: bench
bench: ## Run the Go benchmarks (compare two runs with benchstat)
	$(GO) test -run '^$$' -bench . -benchmem ./graph/... ./router ./router/transport ./router/auth

BASE ?= HEAD~1
HEAD ?= .
.PHONY: bench-compare
bench-compare: ## Measure two git revisions of the router in one interleaved run: BASE=HEAD~1 HEAD=. (the working tree)
	$(GO) run ./bench compare $(BASE) $(HEAD)

.PHONY: pgo
pgo: ## Make the profile anew that builds of weft are optimised with
	$(GO) run ./bench profile cmd/weft/default.pgo

URL ?= http://127.0.0.1:4000/graphql
.PHONY: conformance
conformance: ## Run our scenarios against the router at URL=... (it serves internal/fedtest/testdata/conformance/supergraph.graphql)
	WEFT_CONFORMANCE_URL=$(URL) $(GO) test ./internal/fedtest -count 1 -run TestConformanceAgainst -v

.PHONY: update-goldens
update-goldens: ## Rewrite the goldens of plans and responses; read the diff before you commit it
	$(GO) test ./cmd/weft -run Golden -update

.PHONY: clean
clean: ## Remove what was built
	rm -rf bin $(WEB)/node_modules $(AUDIT)/node_modules
	find router/playground/dist -mindepth 1 ! -name .placeholder -delete
