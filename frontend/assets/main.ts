import "./styles/index.css";
import "./elements/balance";
import "./elements/job";
import "./elements/sortable";
